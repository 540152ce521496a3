/**
 * Certificates for tests and for development on one machine.
 *
 * <p><b>What decides here</b>: whoever holds a {@link dev.locum.testkit.tls.CertificateMaker},
 * which is a certificate authority in memory. <b>When nothing is configured</b>: nobody trusts it;
 * trust it by its certificate in a file. <b>What the caller is told</b>: nothing.
 *
 * <p><b>Not for production</b>: no revocation, and the authority's key is wherever its process is.
 */
@NullMarked
package dev.locum.testkit.tls;

import org.jspecify.annotations.NullMarked;
