package dev.locum.architecture.planted.internals.token;

import dev.locum.architecture.planted.internals.token.internal.Hidden;

/** Allowed. */
record Owner(Hidden hidden) {}
