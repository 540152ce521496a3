package dev.locum.architecture.planted.secrets.token;

import java.security.PrivateKey;

/** Planted violation. */
record BadKeyCredential(PrivateKey key) {}
