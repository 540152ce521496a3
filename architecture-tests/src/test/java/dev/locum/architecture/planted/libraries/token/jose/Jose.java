package dev.locum.architecture.planted.libraries.token.jose;

import com.nimbusds.jose.JWSHeader;

/** Allowed. */
record Jose(JWSHeader header) {}
