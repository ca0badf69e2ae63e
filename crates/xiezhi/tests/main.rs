//! What holds of the whole house, and the command as a user meets it.

mod tidy;
