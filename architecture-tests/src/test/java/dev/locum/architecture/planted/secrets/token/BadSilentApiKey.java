package dev.locum.architecture.planted.secrets.token;

/** Planted violation. */
final class BadSilentApiKey {}
