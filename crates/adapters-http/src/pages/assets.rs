//! `GET /assets/{file}`: the style, the icon and the script of the pages, from the binary. Their names hold a
//! hash of what is in them, so browsers keep them for ever.

use std::{io::Write as _, sync::LazyLock};

use actix_web::{HttpResponse, http::header, web};
use flate2::{Compression, write::GzEncoder};

use crate::{extract::takes_gzip, hash::sha256, problem::Problem};

/// A file of the pages, as it is served.
#[derive(Debug)]
struct PageFile {
    /// `latchkey`, where the file is `/assets/latchkey.<hash>.css`.
    stem: &'static str,
    extension: &'static str,
    media_type: &'static str,
    plain: &'static [u8],
    packed: web::Bytes,
    path: String,
}

static STYLE: LazyLock<PageFile> = LazyLock::new(|| {
    let bytes = include_bytes!("../../assets/latchkey.css");
    PageFile::new("latchkey", "css", "text/css; charset=utf-8", bytes)
});
static ICON: LazyLock<PageFile> = LazyLock::new(|| {
    let bytes = include_bytes!("../../assets/latchkey.svg");
    PageFile::new("latchkey", "svg", "image/svg+xml", bytes)
});
static SCRIPT: LazyLock<PageFile> = LazyLock::new(|| {
    let bytes = include_bytes!("../../assets/htmx.min.js");
    PageFile::new("htmx", "js", "text/javascript; charset=utf-8", bytes)
});

/// The path of the style sheet.
pub(super) fn style() -> &'static str {
    &STYLE.path
}

/// The path of the icon.
pub(super) fn icon() -> &'static str {
    &ICON.path
}

/// The path of htmx, without which every page works too.
pub(super) fn script() -> &'static str {
    &SCRIPT.path
}

impl PageFile {
    fn new(
        stem: &'static str,
        extension: &'static str,
        media_type: &'static str,
        plain: &'static [u8],
    ) -> Self {
        let hash: String = sha256(plain).chars().take(12).collect();
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        // Writing into memory cannot fail.
        packer.write_all(plain).ok();
        Self {
            stem,
            extension,
            media_type,
            plain,
            packed: packer.finish().unwrap_or_default().into(),
            path: format!("/assets/{stem}.{hash}.{extension}"),
        }
    }

    /// Whether this is a name of the file, of this version or of another.
    fn has_name(&self, name: &str) -> bool {
        let mut parts = name.split('.');
        parts.next() == Some(self.stem)
            && parts.next().is_some()
            && parts.next() == Some(self.extension)
            && parts.next().is_none()
    }
}

pub(crate) async fn handle(
    name: web::Path<String>,
    accepts: Option<web::Header<header::AcceptEncoding>>,
) -> Result<HttpResponse, Problem> {
    let files = [&*STYLE, &*ICON, &*SCRIPT];
    let mut files = files.into_iter();
    let file = files.find(|file| file.has_name(&name));
    let file = file.ok_or_else(Problem::not_found)?;
    // During an upgrade, a page of one version may ask a node of another.
    let kept = if file.path.ends_with(&**name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = HttpResponse::Ok();
    response
        .content_type(file.media_type)
        .insert_header((header::CACHE_CONTROL, kept))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'"));
    if takes_gzip(accepts.as_deref()) {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
        return Ok(response.body(file.packed.clone()));
    }
    Ok(response.body(file.plain))
}
