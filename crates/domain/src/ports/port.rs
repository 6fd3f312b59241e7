/// Declares a port of asynchronous calls, and lets [`Watched`](super::Watched) pass each of them on:
/// a call is spelled here, and where a store answers it.
macro_rules! port {
    (
        $(#[$about:meta])*
        pub trait $port:ident {
            $(
                $(#[$promise:meta])*
                async fn $call:ident(&mut self $(, $argument:ident: $type:ty)* $(,)?)
                    -> Result<$answer:ty, StoreError>;
            )*
        }
    ) => {
        $(#[$about])*
        #[async_trait::async_trait]
        pub trait $port {
            $(
                $(#[$promise])*
                async fn $call(&mut self $(, $argument: $type)*) -> Result<$answer, StoreError>;
            )*
        }

        #[async_trait::async_trait]
        impl<P: $port + Send + ?Sized, W: super::Watch> $port for super::Watched<P, W> {
            $(
                async fn $call(&mut self $(, $argument: $type)*) -> Result<$answer, StoreError> {
                    self.watch.before(super::StoreCall::Named(stringify!($call)))?;
                    self.inner.$call($($argument),*).await
                }
            )*
        }
    };
}

pub(super) use port;
