package dev.locum.architecture.planted.libraries.trigger;

import java.util.Properties;

/** Allowed. */
record Connection(Properties properties) {}
