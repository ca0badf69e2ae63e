//! What citizens see (门户): a page a file.

pub mod act;
pub mod apply;
pub mod check;
pub mod check_answers;
pub mod cities;
pub mod code;
pub mod done;
pub mod guide;
pub mod home;
pub mod inbox;
pub mod invited;
pub mod my_file;
pub mod my_files;
pub mod receipt;
pub mod road;
pub mod road_end;
pub mod services;
pub mod setup;
pub mod sign_in;
