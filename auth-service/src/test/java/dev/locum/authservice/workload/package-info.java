/** Tests of what workloads are. */
@NullMarked
package dev.locum.authservice.workload;

import org.jspecify.annotations.NullMarked;
