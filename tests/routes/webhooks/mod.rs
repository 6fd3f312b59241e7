mod change;
mod create;
mod deliveries;
mod receivers;
mod redeliver;
mod rotate_secret;
mod test;
