package dev.locum.architecture.planted.arrows.cli;

import dev.locum.architecture.planted.arrows.token.Token;

/** Planted violation. */
record BadShortcut(Token token) {}
