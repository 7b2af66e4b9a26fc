//! Words that several commands take.

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    /// Yes.
    On,
    /// No.
    Off,
}

/// Reads FIELD=VALUE.
pub(crate) fn assignment(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once('=').ok_or_else(|| format!("\"{text}\" is not FIELD=VALUE"))?;
    Ok((field.trim().to_owned(), value.to_owned()))
}

/// Reads LAT,LON.
pub(crate) fn coordinates(text: &str) -> Result<(f64, f64), String> {
    let wrong = || format!("\"{text}\" is not LAT,LON in degrees, such as 51.5,-0.12");
    let (lat, lon) = text.split_once(',').ok_or_else(wrong)?;
    let (lat, lon): (f64, f64) = (lat.trim().parse().map_err(|_| wrong())?, lon.trim().parse().map_err(|_| wrong())?);
    // A map goes round the world, and its pins with it; whoever types 181 means something else.
    let is_on_earth = lat.abs() <= 90.0 && lon.abs() <= 180.0;
    if is_on_earth { Ok((lat, lon)) } else { Err(wrong()) }
}
