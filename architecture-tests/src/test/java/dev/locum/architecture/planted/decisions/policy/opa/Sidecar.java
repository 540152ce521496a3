package dev.locum.architecture.planted.decisions.policy.opa;

import java.net.URI;

/** Allowed. */
record Sidecar(URI address) {}
