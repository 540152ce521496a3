package dev.locum.architecture.planted.decisions.token;

import java.io.FileInputStream;

/** Planted violation. */
record BadStream(FileInputStream stream) {}
