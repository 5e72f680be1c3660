//! Freshdesk's names of time zones, which are those of Rails, as IANA names. Pure.
//!
//! Which zones exist and what their clocks show, the host alone knows.

/// The zones of Rails (`ActiveSupport::TimeZone::MAPPING`), by the first part of their IANA names.
///
/// A name whose IANA name is the name itself, with `_` for blanks, stands alone; any other has its own after `=`.
/// Where versions of Rails differ, newer zones are added, and of two names for one zone the older one stands, which
/// older runtimes know too.
const ZONES: [(&str, &str); 8] = [
    (
        "Africa",
        "Casablanca|Monrovia|West Central Africa=Algiers|Cairo|Harare|Pretoria=Johannesburg|Nairobi",
    ),
    (
        "America",
        "Alaska=Juneau|Alberta=Edmonton|Asuncion|Pacific Time (Canada)=Vancouver|Pacific Time (US & Canada)=Los_Angeles|Tijuana|\
         Mountain Time (US & Canada)=Denver|Arizona=Phoenix|Chihuahua|Mazatlan|Central Time (US & Canada)=Chicago|Saskatchewan=Regina|\
         Guadalajara=Mexico_City|Mexico City|Monterrey|Central America=Guatemala|\
         Eastern Time (US & Canada)=New_York|Indiana (East)=Indiana/Indianapolis|Bogota|Lima|Quito=Lima|\
         Atlantic Time (Canada)=Halifax|Caracas|La Paz|Santiago|Newfoundland=St_Johns|Brasilia=Sao_Paulo|\
         Buenos Aires=Argentina/Buenos_Aires|Montevideo|Georgetown=Guyana|Puerto Rico|Greenland=Godthab",
    ),
    (
        "Asia",
        "Jerusalem|Kuwait|Riyadh|Baghdad|Tehran|Abu Dhabi=Muscat|Muscat|Baku|Tbilisi|Yerevan|Kabul|\
         Ekaterinburg=Yekaterinburg|Islamabad=Karachi|Karachi|Tashkent|Chennai=Kolkata|Kolkata|Mumbai=Kolkata|\
         New Delhi=Kolkata|Kathmandu|Astana=Almaty|Dhaka|Sri Jayawardenepura=Colombo|Almaty|Novosibirsk|Rangoon|\
         Bangkok|Hanoi=Bangkok|Jakarta|Krasnoyarsk|Beijing=Shanghai|Chongqing|Hong Kong|Urumqi|Kuala Lumpur|\
         Singapore|Taipei|Irkutsk|Ulaanbaatar|Seoul|Osaka=Tokyo|Sapporo=Tokyo|Tokyo|Yakutsk|Vladivostok|Magadan|\
         Srednekolymsk|Kamchatka",
    ),
    (
        "Atlantic",
        "Mid-Atlantic=South_Georgia|Azores|Cape Verde Is.=Cape_Verde",
    ),
    (
        "Australia",
        "Perth|Darwin|Adelaide|Canberra=Melbourne|Melbourne|Sydney|Brisbane|Hobart",
    ),
    ("Etc", "UTC"),
    (
        "Europe",
        "Dublin|Edinburgh=London|Lisbon|London|Belgrade|Bratislava|Budapest|Ljubljana|Prague|Sarajevo|Skopje|\
         Warsaw|Zagreb|Brussels|Copenhagen|Madrid|Paris|Amsterdam|Berlin|Bern=Zurich|Zurich|Rome|Stockholm|Vienna|\
         Bucharest|Helsinki|Kyiv=Kiev|Riga|Sofia|Tallinn|Vilnius|Athens|Istanbul|Minsk|Kaliningrad|Moscow|\
         St. Petersburg=Moscow|Volgograd|Samara",
    ),
    (
        "Pacific",
        "International Date Line West=Midway|Midway Island=Midway|American Samoa=Pago_Pago|Hawaii=Honolulu|Guam|\
         Port Moresby|Solomon Is.=Guadalcanal|New Caledonia=Noumea|Fiji|Marshall Is.=Majuro|Auckland|\
         Wellington=Auckland|Nuku'alofa=Tongatapu|Tokelau Is.=Fakaofo|Chatham Is.=Chatham|Samoa=Apia",
    ),
];

/// The IANA name of a zone; a name that is none of Rails' is taken for one, shortened to 60 characters.
pub(super) fn iana(name: &str) -> String {
    let name = name.trim();
    for (area, zones) in ZONES {
        for zone in zones.split('|') {
            let (rails, city) = zone.split_once('=').unwrap_or((zone, zone));
            if rails == name {
                return format!("{area}/{}", city.replace(' ', "_"));
            }
        }
    }
    name.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, zone: &str) {
        assert_eq!(iana(name), zone);
    }

    #[test]
    fn a_name_of_rails_becomes_one_of_iana() {
        check("Nairobi", "Africa/Nairobi");
        check("Eastern Time (US & Canada)", "America/New_York");
        check("Buenos Aires", "America/Argentina/Buenos_Aires");
        check("Hong Kong", "Asia/Hong_Kong");
        check("Chennai", "Asia/Kolkata");
        check("Nuku'alofa", "Pacific/Tongatapu");
        check("St. Petersburg", "Europe/Moscow");
        check("UTC", "Etc/UTC");
    }

    #[test]
    fn another_name_stays_as_it_is() {
        check("Africa/Nairobi", "Africa/Nairobi");
        check(" Africa/Kampala ", "Africa/Kampala");
        check("Atlantis", "Atlantis");
        check("", "");
        check(&"x".repeat(70), &"x".repeat(60));
    }

    #[test]
    #[cfg(not(target_family = "wasm"))]
    fn each_of_the_154_zones_of_rails_exists() {
        let names: Vec<&str> = ZONES
            .iter()
            .flat_map(|(_, zones)| zones.split('|'))
            .collect();
        assert_eq!(names.len(), 154);
        for name in names {
            let rails = name.split('=').next().unwrap();
            let zone = iana(rails);
            assert_ne!(zone, rails);
            jiff::tz::TimeZone::get(&zone).unwrap();
        }
    }
}
