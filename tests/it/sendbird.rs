//! Sendbird in memory: users, tokens and rooms with the codes of its two interfaces.
//!
//! It is as strict as the core's tests need; the simulator that speaks HTTP is stricter.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// A room.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    pub(crate) id: String,
    pub(crate) open: bool,
    pub(crate) people: Vec<Value>,
    pub(crate) items: Value,
    created_at: i64,
}

/// Users, tokens and rooms.
#[derive(Debug, Default)]
pub(crate) struct Sendbird {
    users: BTreeSet<String>,
    pub(crate) rooms: Vec<Room>,
    /// Rooms of others, of any form.
    pub(crate) oddities: Vec<Value>,
    /// Whose tokens were revoked.
    pub(crate) revoked: Vec<String>,
    tokens: usize,
}

impl Sendbird {
    pub(crate) fn answers(template: &str) -> bool {
        [
            "issueToken",
            "createUser",
            "revokeTokens",
            "createRoom",
            "viewRoom",
            "listRooms",
            "deleteRoom",
        ]
        .contains(&template)
    }

    pub(crate) fn answer(
        &mut self,
        template: &str,
        context: &[(&str, String)],
        body: Option<&Value>,
        now: &str,
    ) -> Result<Value, (u16, Value)> {
        let of = |name: &str| {
            let value = context.iter().find(|(known, _)| *known == name);
            value.unwrap().1.clone()
        };
        let chat = |code: u32| (400, json!({"message": "x", "code": code, "error": true}));
        let calls = |code: u32| {
            (
                400,
                json!({"type": "X", "code": code, "error": true, "message": "x"}),
            )
        };
        match template {
            "issueToken" => {
                let body = body.unwrap();
                let expires_at = body["expires_at"].as_i64().ok_or(chat(400_111))?;
                let now: jiff::Timestamp = now.parse().unwrap();
                if expires_at <= now.as_millisecond() {
                    return Err(chat(400_111));
                }
                if !self.users.contains(&of("user_id")) {
                    return Err(chat(400_201));
                }
                self.tokens += 1;
                let token = format!("eyJhbGciOiJIUzI1NiJ9.{:0>90}.x", self.tokens);
                Ok(json!({"token": token, "expires_at": expires_at / 1000 * 1000}))
            }
            "createUser" => {
                let body = body.unwrap();
                let user = body["user_id"].as_str().unwrap();
                assert!(user.len() <= 80 && body["nickname"].is_string());
                assert!(body["profile_url"].is_string());
                if !self.users.insert(user.to_owned()) {
                    return Err(chat(400_202));
                }
                Ok(json!({"user_id": user, "access_token": ""}))
            }
            "revokeTokens" => {
                let user = of("user_id");
                if !self.users.contains(&user) {
                    return Err(chat(400_201));
                }
                self.revoked.push(user);
                Ok(json!({}))
            }
            "createRoom" => {
                let body = body.unwrap();
                let items = body["custom_items"].as_object().unwrap();
                let fits = |text: &Value| text.as_str().is_some_and(|text| text.len() <= 128);
                assert!(body["type"].is_string() && items.values().all(fits));
                self.rooms.push(Room {
                    id: format!("b1650746-e810-4aeb-ae2a-{:012}", self.rooms.len()),
                    open: true,
                    people: Vec::new(),
                    items: body["custom_items"].clone(),
                    created_at: now.parse::<jiff::Timestamp>().unwrap().as_millisecond(),
                });
                Ok(json!({"room": shown(self.rooms.last().unwrap())}))
            }
            "viewRoom" => {
                let room = self.rooms.iter().find(|room| room.id == of("room_id"));
                let room = room.ok_or(calls(1_400_126))?;
                Ok(json!({"room": shown(room)}))
            }
            "listRooms" => {
                let before: i64 = of("before").parse().unwrap();
                let open = self.rooms.iter().rev();
                let open = open.filter(|room| room.open && room.created_at <= before);
                let mut rooms: Vec<Value> = open.map(shown).take(100).collect();
                rooms.extend(self.oddities.clone());
                Ok(json!({"rooms": rooms, "next": ""}))
            }
            "deleteRoom" => {
                let id = of("room_id");
                let room = self
                    .rooms
                    .iter_mut()
                    .find(|room| room.open && room.id == id);
                room.ok_or(calls(1_400_126))?.open = false;
                Ok(json!({}))
            }
            other => panic!("no such template: {other}"),
        }
    }

    pub(crate) fn open_rooms(&self) -> usize {
        self.rooms.iter().filter(|room| room.open).count()
    }
}

fn shown(room: &Room) -> Value {
    json!({
        "room_id": room.id, "room_type": "small_room_for_video", "state": if room.open { "open" } else { "deleted" },
        "current_participants": room.people, "custom_items": room.items, "created_by": "",
        "created_at": room.created_at,
    })
}
