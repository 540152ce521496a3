/** Tests of the gRPC services. */
@NullMarked
package dev.locum.authservice.rpc;

import org.jspecify.annotations.NullMarked;
