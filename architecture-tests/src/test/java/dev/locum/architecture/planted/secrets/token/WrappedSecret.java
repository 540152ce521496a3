package dev.locum.architecture.planted.secrets.token;

/** Allowed. */
record WrappedSecret(CarefulSecret secret) {}
