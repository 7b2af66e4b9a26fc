//! A stateful simulator of the ConnectWise REST API.
