//! Sending one request, as often as its template says.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HOST};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use tokio::time::timeout;

use super::{HostMap, TemplateFailure, TemplateReply};
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
    clock: Clock,
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
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    text: String,
    is_passed_on: bool,
}

impl Sender {
    pub(crate) fn new(hosts: HostMap, clock: Clock) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            // No page says that redirects are followed; a status below 400 is a success, so a 302 reaches the app.
            .redirect(Policy::none())
            .no_proxy()
            // A kept connection may turn out to be closed just when it is used, which would look like the remote side's fault.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self {
            client,
            hosts,
            clock,
        })
    }

    /// Whether anything stands for the host.
    pub(crate) fn knows(&self, host: &str) -> bool {
        self.hosts.base_url(host).is_some()
    }

    /// Sends a request until it is answered or its attempts are used up.
    pub(crate) async fn send(
        &self,
        request: &RenderedRequest,
        options: RequestOptions,
        body: Option<&str>,
        limits: &Limits,
    ) -> Result<TemplateReply, TemplateFailure> {
        if body.is_some_and(|body| body.len() > limits.request_size) {
            return Err(TemplateFailure::refusal(413, TOO_LARGE_REQUEST));
        }
        let Some(base_url) = self.hosts.base_url(&request.host) else {
            return Err(TemplateFailure::refusal(502, NO_CONNECTION));
        };
        let mut attempts = 1;
        loop {
            let prepared = self.prepare(base_url, request, body);
            let attempt = attempt(prepared, limits).await;
            if attempts >= options.max_attempts || !attempt.is_worth_another() {
                return attempt.conclude(attempts);
            }
            attempts += 1;
            let pause = Duration::from_millis(options.retry_delay);
            self.clock.wait(pause).await;
        }
    }

    fn prepare(
        &self,
        base_url: &str,
        request: &RenderedRequest,
        body: Option<&str>,
    ) -> RequestBuilder {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let url = format!("{base_url}{}", request.target());
        // The simulator sees the vendor's host, as the vendor would.
        let mut prepared = self.client.request(method, url).header(HOST, &request.host);
        for (name, value) in &request.headers {
            prepared = prepared.header(name, value);
        }
        match body {
            Some(body) => prepared.body(body.to_owned()),
            None => prepared,
        }
    }
}

async fn attempt(prepared: RequestBuilder, limits: &Limits) -> Attempt {
    let exchange = async {
        match prepared.send().await {
            Ok(response) => receive(response, limits.response_size).await,
            Err(error) if error.is_builder() => Attempt::Refused {
                status: 400,
                why: NOT_SENDABLE,
            },
            Err(_) => Attempt::Lost {
                status: 502,
                why: NO_CONNECTION,
            },
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
            Self::Refused { .. } => false,
        }
    }

    fn conclude(self, attempts: u32) -> Result<TemplateReply, TemplateFailure> {
        let refuse = |status, why: &str| TemplateFailure {
            attempts,
            ..TemplateFailure::refusal(status, why)
        };
        match self {
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
