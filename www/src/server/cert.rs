//! The self-made certificate: a fresh authority and one leaf for all practice hosts, in memory.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::StartError;

/// What the HTTPS listener presents, and what a client has to trust.
pub(super) struct Identity {
    pub(super) config: Arc<ServerConfig>,
    /// The authority's certificate, PEM: for clients that take a bundle (`REQUESTS_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`).
    pub(super) authority_pem: String,
}

/// Makes an authority and a leaf that names every host.
///
/// A leaf signed by an authority, not a self-signed leaf: Python's strict X.509 checks refuse the latter.
pub(super) fn make(hosts: &[&str]) -> Result<Identity, StartError> {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name.push(DnType::CommonName, "Practice organisation");
    let authority_key = KeyPair::generate()?;
    let authority_cert = authority.self_signed(&authority_key)?;

    let mut leaf = CertificateParams::new(hosts.iter().map(|&host| host.to_owned()).collect::<Vec<_>>())?;
    leaf.use_authority_key_identifier_extension = true;
    leaf.distinguished_name.push(DnType::CommonName, "Practice organisation, loopback");
    let leaf_key = KeyPair::generate()?;
    let issuer = Issuer::new(authority, authority_key);
    let leaf_cert = leaf.signed_by(&leaf_key, &issuer)?;

    let key = PrivateKeyDer::try_from(leaf_key.serialize_der()).map_err(StartError::Key)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![leaf_cert.der().clone(), authority_cert.der().clone()], key)?;
    // h2 first, as the real service: a reset stream is then a lost reply. Over HTTP/1.1 a browser that loses a
    // kept-alive connection before the first byte sends the request again by itself, writes included.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Identity { config: Arc::new(config), authority_pem: authority_cert.pem() })
}
