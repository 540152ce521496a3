package dev.locum.architecture.planted.secrets.token;

/** Allowed. */
interface Credential {}
