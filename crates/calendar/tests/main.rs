//! Counts against the worked examples, the notices, and what must hold for every count.

// Said although all of this is tests, so that the lints for tests hold in helpers too.
#[cfg(test)]
mod counts;
#[cfg(test)]
mod explained;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod properties;
