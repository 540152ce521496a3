package dev.locum.architecture.planted.decisions.policy;

import org.slf4j.Logger;

/** Planted violation. */
record BadLog(Logger log) {}
