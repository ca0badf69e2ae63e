//! What holds of the whole house, and the command as a user meets it.

// Said although all of this is tests, so that the lints for tests hold in helpers too.
#[cfg(test)]
mod command;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod tidy;
