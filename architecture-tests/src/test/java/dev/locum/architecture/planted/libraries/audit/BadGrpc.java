package dev.locum.architecture.planted.libraries.audit;

import io.grpc.Metadata;

/** Planted violation. */
record BadGrpc(Metadata headers) {}
