//! To be written in this branch.
