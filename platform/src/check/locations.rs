//! The pages and icons that the manifest's locations name.

use roxmltree::Document;

use super::Report;
use super::sources::Sources;
use crate::app::{Location, MANIFEST, Manifest};

/// Both sides of an icon, in pixels.
const ICON_SIDE: f64 = 64.0;

pub(super) fn check(sources: &Sources, manifest: &Manifest, report: &mut Report) {
    if manifest.locations().next().is_some() && !sources.folder.join("app").is_dir() {
        report.error(
            "app-dir",
            "app",
            None,
            "The folder app/ is missing, and the manifest names pages; add it.",
        );
        return;
    }
    for location in manifest.locations() {
        if let Some(message) = page(sources, location) {
            report.error(
                "manifest",
                MANIFEST,
                line(sources, location, "url"),
                message,
            );
        }
        if let Some(message) = location.icon.and_then(|icon| self::icon(sources, icon)) {
            report.error(
                "manifest",
                MANIFEST,
                line(sources, location, "icon"),
                message,
            );
        }
    }
}

fn line(sources: &Sources, location: Location<'_>, key: &str) -> Option<usize> {
    sources.manifest_line(["modules", location.module, "location", location.name, key])
}

fn page(sources: &Sources, location: Location<'_>) -> Option<String> {
    let url = location.url;
    let exists = url.is_empty() || sources.has(&format!("app/{url}"));
    (!exists).then(|| {
        format!(
            "The page `{url}` of {} is not in app/; add it or correct the name.",
            location.name
        )
    })
}

fn icon(sources: &Sources, icon: &str) -> Option<String> {
    if !sources.has(&format!("app/{icon}")) {
        return Some(format!(
            "The icon `{icon}` is not in app/; add it or correct the name."
        ));
    }
    let text = sources.text(&format!("app/{icon}")).unwrap_or_default();
    let Some((width, height)) = size(text) else {
        return Some(format!(
            "The icon `{icon}` is no SVG with a width and a height; make it one of 64 by 64."
        ));
    };
    let fits = [width, height]
        .iter()
        .all(|side| (side - ICON_SIDE).abs() < f64::EPSILON);
    (!fits).then(|| {
        format!("The icon `{icon}` has {width} by {height} pixels; it must have 64 by 64.")
    })
}

/// Width and height of an SVG picture: its own, or else those of its view box.
fn size(text: &str) -> Option<(f64, f64)> {
    let document = Document::parse(text).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return None;
    }
    let side = |name: &str| {
        root.attribute(name)?
            .trim_end_matches("px")
            .parse::<f64>()
            .ok()
    };
    if let (Some(width), Some(height)) = (side("width"), side("height")) {
        return Some((width, height));
    }
    let mut corners = root
        .attribute("viewBox")?
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|corner| !corner.is_empty())
        .skip(2)
        .map(|corner| corner.parse::<f64>().ok());
    Some((corners.next()??, corners.next()??))
}
