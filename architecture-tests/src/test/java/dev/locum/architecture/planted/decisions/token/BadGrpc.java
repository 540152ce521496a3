package dev.locum.architecture.planted.decisions.token;

import io.grpc.Metadata;

/** Planted violation. */
record BadGrpc(Metadata headers) {}
