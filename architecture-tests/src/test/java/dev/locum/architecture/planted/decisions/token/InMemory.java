package dev.locum.architecture.planted.decisions.token;

import java.io.ByteArrayInputStream;
import java.time.InstantSource;

/** Allowed. */
record InMemory(ByteArrayInputStream bytes, InstantSource clock) {}
