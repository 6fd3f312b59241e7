//! The lists of the client access manager: one file for each, one or two statements for a page of any
//! size.

mod clients;
mod employees;
mod linkable_clients;
mod linked_people;
mod own_behalf;
mod screens;
