/** Tests of the gRPC services. */
@NullMarked
package dev.locum.authservice.rpc.admin;

import org.jspecify.annotations.NullMarked;
