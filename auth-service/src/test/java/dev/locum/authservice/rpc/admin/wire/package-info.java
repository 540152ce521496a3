/** Tests of the gRPC services. */
@NullMarked
package dev.locum.authservice.rpc.admin.wire;

import org.jspecify.annotations.NullMarked;
