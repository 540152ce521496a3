package dev.locum.architecture.planted.libraries.token;

import org.slf4j.Logger;

/** Planted violation. */
record BadLog(Logger log) {}
