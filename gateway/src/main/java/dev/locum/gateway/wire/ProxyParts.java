package dev.locum.gateway.wire;

/** What the calls of one server share. */
record ProxyParts(CallDesk desk, Reports reports, OpenCalls open) {}
