package dev.locum.architecture.planted.libraries.token;

import com.nimbusds.jose.JWSHeader;

/** Planted violation. */
record BadJose(JWSHeader header) {}
