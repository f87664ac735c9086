//! Access tokens: EdDSA, ten minutes, verified once and then cached until they end.
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::config;
use crate::problem::{Code, Problem};

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    pub iss: String,
    pub aud: String,
    /// The user.
    pub sub: Uuid,
    /// The organisation.
    pub org: Uuid,
    /// The membership.
    pub mem: Uuid,
    /// The family of refresh tokens that it came from.
    pub fam: Uuid,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    pub jti: Uuid,
}

/// Makes and checks access tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    public_key: Vec<u8>,
    key_id: String,
    issuer: String,
    life_seconds: i64,
    verified: Cache<[u8; 32], Arc<Claims>>,
}

const AUDIENCE: &str = "panoh-api";
const LEEWAY_SECONDS: i64 = 5;

impl Tokens {
    /// Read the signing key, or make one where that is allowed.
    ///
    /// # Errors
    /// The key cannot be read, or is missing in production.
    pub fn load(settings: &config::Access, may_make: bool) -> anyhow::Result<Self> {
        let file = &settings.signing_key_file;
        if !file.exists() {
            anyhow::ensure!(may_make, "there is no signing key at {}: make one with `panoh keys make`", file.display());
            write_new_key(file)?;
        }
        let der = std::fs::read(file).with_context(|| format!("reading the signing key {}", file.display()))?;
        Self::from_der(&der, settings)
    }

    /// From a PKCS#8 key.
    ///
    /// # Errors
    /// It is not an Ed25519 key.
    pub fn from_der(der: &[u8], settings: &config::Access) -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(der).map_err(|error| anyhow::anyhow!("the signing key is not Ed25519 PKCS#8: {error}"))?;
        let public_key = pair.public_key().as_ref().to_vec();
        let key_id = URL_SAFE_NO_PAD.encode(Sha256::digest(&public_key)).chars().take(16).collect();
        Ok(Self {
            encoding: EncodingKey::from_ed_der(der),
            decoding: DecodingKey::from_ed_der(&public_key),
            public_key,
            key_id,
            issuer: settings.issuer.clone(),
            life_seconds: settings.access_token_seconds,
            verified: Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(600)).build(),
        })
    }

    /// Life of a token, in seconds.
    pub fn life_seconds(&self) -> i64 {
        self.life_seconds
    }

    /// Sign a token for a membership.
    ///
    /// # Errors
    /// A defect in signing.
    pub fn issue(&self, user: Uuid, organisation: Uuid, membership: Uuid, family: Uuid, now: DateTime<Utc>) -> Result<String, Problem> {
        let iat = now.timestamp();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: user,
            org: organisation,
            mem: membership,
            fam: family,
            iat,
            nbf: iat,
            exp: iat + self.life_seconds,
            jti: Uuid::now_v7(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.key_id.clone());
        header.typ = Some("at+jwt".to_owned());
        jsonwebtoken::encode(&header, &claims, &self.encoding).map_err(|error| Problem::defect("signing a token", error))
    }

    /// Verify a token, from the cache where it was verified before. Time is judged here each time, by our clock.
    ///
    /// # Errors
    /// `not_signed_in`.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Arc<Claims>, Problem> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let claims = match self.verified.get(&digest) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.check_signature(token)?);
                self.verified.insert(digest, Arc::clone(&claims));
                claims
            }
        };
        let second = now.timestamp();
        if second > claims.exp + LEEWAY_SECONDS || second < claims.nbf - LEEWAY_SECONDS {
            return Err(Code::NotSignedIn.into());
        }
        Ok(claims)
    }

    fn check_signature(&self, token: &str) -> Result<Claims, Problem> {
        let refused = || Problem::from(Code::NotSignedIn);
        let header = jsonwebtoken::decode_header(token).map_err(|_invalid| refused())?;
        if header.kid.as_deref() != Some(self.key_id.as_str()) || header.typ.as_deref() != Some("at+jwt") {
            return Err(refused());
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // `verify` judges time, so that a cached token is judged too and tests can move the clock.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        jsonwebtoken::decode::<Claims>(token, &self.decoding, &rules).map(|data| data.claims).map_err(|_invalid| refused())
    }

    /// The public key set for partners (RFC 7517).
    pub fn key_set(&self) -> serde_json::Value {
        serde_json::json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.key_id, "x": URL_SAFE_NO_PAD.encode(&self.public_key),
        }] })
    }
}

/// Make a signing key that only its owner may read.
///
/// # Errors
/// The file cannot be written.
pub fn write_new_key(file: &Path) -> anyhow::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let der = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new())
        .map_err(|error| anyhow::anyhow!("making a signing key: {error}"))?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut out = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    out.write_all(der.as_ref())?;
    Ok(())
}
