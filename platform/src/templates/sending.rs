//! Sending one request, as often as its template says.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use tokio::time::timeout;
use url::Url;

use super::{HostMap, Redirects, TemplateFailure, TemplateReply};
use crate::app::{Method, RenderedRequest, RequestOptions};
use crate::clock::Clock;
use crate::limits::Limits;

const NO_CONNECTION: &str = "Error in establishing connection";
const TOO_SLOW: &str = "Timeout error while processing the request";
const WRONG_TYPE: &str = "Unsupported content type";
/// No page tells the words for these two.
const TOO_LARGE_REQUEST: &str = "The request is larger than the allowed size";
const TOO_LARGE_RESPONSE: &str = "The response is larger than the allowed size";
const NOT_SENDABLE: &str = "Error while substituting the templates";

/// [inferred] How many redirects of one attempt are followed.
const MOST_REDIRECTS: usize = 10;
/// The statuses that send a request elsewhere.
const REDIRECTING: [u16; 5] = [301, 302, 303, 307, 308];

/// The types of content that the platform passes on (request method page).
const CONTENT_TYPES: [&str; 9] = [
    "application/json",
    "application/xml",
    "text/html",
    "text/xml",
    "application/jsonp",
    "text/plain",
    "application/javascript",
    "text/javascript",
    "application/vnd.api+json",
];

/// Sends requests to where hosts are mapped.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    client: Client,
    hosts: HostMap,
    redirects: Redirects,
    clock: Clock,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) result: Result<TemplateReply, TemplateFailure>,
    /// A host that it would have had to go to and that nothing stands for.
    pub(crate) unmapped: Option<String>,
}

/// How one attempt went.
enum Attempt {
    Answered(Answer),
    /// The connection failed, or the answer did not come in time.
    Lost {
        status: u16,
        why: &'static str,
    },
    /// The platform does not pass on what came.
    Refused {
        status: u16,
        why: &'static str,
    },
    /// It was redirected to a host that nothing stands for.
    Unmapped {
        host: String,
    },
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    text: String,
    is_passed_on: bool,
}

impl Sender {
    pub(crate) fn new(
        hosts: HostMap,
        redirects: Redirects,
        clock: Clock,
    ) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            // Redirects are followed here, since only mapped hosts may be gone to.
            .redirect(Policy::none())
            .no_proxy()
            // A kept connection may turn out to be closed just when it is used, which would look like the remote side's fault.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self {
            client,
            hosts,
            redirects,
            clock,
        })
    }

    /// Whether something stands for a host by its whole name.
    pub(crate) fn names(&self, host: &str) -> bool {
        self.hosts.names(host)
    }

    /// Sends a request until it is answered or its attempts are used up.
    pub(crate) async fn send(
        &self,
        request: &RenderedRequest,
        options: RequestOptions,
        body: Option<&str>,
        limits: &Limits,
    ) -> Sent {
        let refused = |status, why, unmapped| Sent {
            result: Err(TemplateFailure::refusal(status, why)),
            unmapped,
        };
        let Some(base_url) = self.hosts.base_url(&request.host) else {
            return refused(502, NO_CONNECTION, Some(request.host.clone()));
        };
        if body.is_some_and(|body| body.len() > limits.request_size) {
            return refused(413, TOO_LARGE_REQUEST, None);
        }
        let mut attempts = 1;
        loop {
            let attempt = self.attempt(base_url, request, body, limits).await;
            if attempts >= options.max_attempts || !attempt.is_worth_another() {
                return attempt.conclude(attempts);
            }
            attempts += 1;
            let pause = Duration::from_millis(options.retry_delay);
            self.clock.wait(pause).await;
        }
    }

    async fn attempt(
        &self,
        base_url: &str,
        request: &RenderedRequest,
        body: Option<&str>,
        limits: &Limits,
    ) -> Attempt {
        let follows = self.redirects == Redirects::Followed && request.method == Method::Get;
        let exchange = async {
            let url = format!("{base_url}{}", request.target());
            let prepared = self.prepare(request.method, url, &request.host, &request.headers);
            let prepared = match body {
                Some(body) => prepared.body(body.to_owned()),
                None => prepared,
            };
            let answer = exchange(prepared, limits.response_size).await;
            if follows {
                self.follow(request, answer, limits.response_size).await
            } else {
                answer
            }
        };
        let lost = |_| Attempt::Lost {
            status: 504,
            why: TOO_SLOW,
        };
        timeout(limits.request_time, exchange)
            .await
            .unwrap_or_else(lost)
    }

    /// Goes where the answer to a `GET` leads, until an answer leads nowhere else.
    async fn follow(&self, request: &RenderedRequest, mut answer: Attempt, most: usize) -> Attempt {
        let address = format!(
            "{}://{}{}",
            request.protocol,
            request.host,
            request.target()
        );
        let Ok(mut address) = Url::parse(&address) else {
            return answer;
        };
        let mut headers = request.headers.clone();
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = answer.leads_to(&address) else {
                return answer;
            };
            if next.origin() != address.origin() {
                headers.retain(|(name, _)| !is_credential(name));
            }
            let host = next.host_str().unwrap_or_default().to_owned();
            let Some(base_url) = self.hosts.base_url(&host) else {
                return Attempt::Unmapped { host };
            };
            let query = next.query().map(|query| format!("?{query}"));
            let url = format!("{base_url}{}{}", next.path(), query.unwrap_or_default());
            let prepared = self.prepare(Method::Get, url, &host, &headers);
            answer = exchange(prepared, most).await;
            address = next;
        }
        if answer.leads_to(&address).is_none() {
            return answer;
        }
        Attempt::Refused {
            status: 502,
            why: NO_CONNECTION,
        }
    }

    fn prepare(
        &self,
        method: Method,
        url: String,
        host: &str,
        headers: &[(String, String)],
    ) -> RequestBuilder {
        let method = match method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        // The simulator sees the vendor's host, as the vendor would.
        let prepared = self.client.request(method, url).header(HOST, host);
        headers.iter().fold(prepared, |prepared, (name, value)| {
            prepared.header(name, value)
        })
    }
}

/// Whether a header proves to one host who asks, and is no other host's business.
fn is_credential(name: &str) -> bool {
    [AUTHORIZATION, COOKIE]
        .iter()
        .any(|credential| name.eq_ignore_ascii_case(credential.as_str()))
}

/// Sends a request once, and takes at most so many bytes of the answer's body.
async fn exchange(prepared: RequestBuilder, most: usize) -> Attempt {
    match prepared.send().await {
        Ok(response) => receive(response, most).await,
        Err(error) if error.is_builder() => Attempt::Refused {
            status: 400,
            why: NOT_SENDABLE,
        },
        Err(_) => Attempt::Lost {
            status: 502,
            why: NO_CONNECTION,
        },
    }
}

async fn receive(mut response: Response, most: usize) -> Attempt {
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in response.headers() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|present| {
                present.push_str(", ");
                present.push_str(&value);
            })
            .or_insert(value);
    }
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(_) => {
                return Attempt::Lost {
                    status: 502,
                    why: NO_CONNECTION,
                };
            }
        }
        if bytes.len() > most {
            return Attempt::Refused {
                status: 413,
                why: TOO_LARGE_RESPONSE,
            };
        }
    }
    Attempt::Answered(Answer {
        status: response.status().as_u16(),
        // An answer without a body has nothing whose type could be wrong.
        is_passed_on: bytes.is_empty() || is_passed_on(headers.get(CONTENT_TYPE.as_str())),
        headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

fn is_passed_on(content_type: Option<&String>) -> bool {
    let essence = content_type
        .and_then(|value| value.split(';').next())
        .map(|essence| essence.trim().to_ascii_lowercase());
    essence.is_some_and(|essence| CONTENT_TYPES.contains(&essence.as_str()))
}

impl Attempt {
    fn is_worth_another(&self) -> bool {
        match self {
            Self::Answered(answer) => answer.status == 429 || answer.status >= 500,
            Self::Lost { .. } => true,
            Self::Refused { .. } | Self::Unmapped { .. } => false,
        }
    }

    /// Where the answer sends a request that was sent to `address`.
    fn leads_to(&self, address: &Url) -> Option<Url> {
        let Self::Answered(answer) = self else {
            return None;
        };
        let location = answer.headers.get(LOCATION.as_str())?;
        let next = address.join(location).ok()?;
        (REDIRECTING.contains(&answer.status) && ["http", "https"].contains(&next.scheme()))
            .then_some(next)
    }

    fn conclude(self, attempts: u32) -> Sent {
        let unmapped = match &self {
            Self::Unmapped { host } => Some(host.clone()),
            Self::Answered(_) | Self::Lost { .. } | Self::Refused { .. } => None,
        };
        Sent {
            result: self.into_result(attempts),
            unmapped,
        }
    }

    fn into_result(self, attempts: u32) -> Result<TemplateReply, TemplateFailure> {
        let refuse = |status, why: &str| TemplateFailure {
            attempts,
            ..TemplateFailure::refusal(status, why)
        };
        match self {
            Self::Unmapped { .. } => Err(refuse(502, NO_CONNECTION)),
            Self::Lost { status, why } | Self::Refused { status, why } => Err(refuse(status, why)),
            Self::Answered(answer) if !answer.is_passed_on => Err(refuse(415, WRONG_TYPE)),
            Self::Answered(answer) if answer.status >= 400 => Err(TemplateFailure {
                headers: answer.headers,
                response: answer.text,
                ..refuse(answer.status, "")
            }),
            Self::Answered(answer) => Ok(TemplateReply {
                status: answer.status,
                headers: answer.headers,
                response: answer.text,
                attempts,
            }),
        }
    }
}
