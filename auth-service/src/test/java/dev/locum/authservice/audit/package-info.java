/** Tests of the audit trail. */
@NullMarked
package dev.locum.authservice.audit;

import org.jspecify.annotations.NullMarked;
