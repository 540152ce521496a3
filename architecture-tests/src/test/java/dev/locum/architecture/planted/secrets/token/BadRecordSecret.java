package dev.locum.architecture.planted.secrets.token;

/** Planted violation. */
record BadRecordSecret(String text) {}
