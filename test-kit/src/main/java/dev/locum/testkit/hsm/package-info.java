/**
 * A real PKCS #11 token of software, SoftHSM 2, for tests.
 *
 * <p><b>What decides here</b>: whether SoftHSM is installed. <b>When nothing is configured</b>: its
 * tests are left out, loudly, unless the environment says that they must run. <b>What the caller is
 * told</b>: what to install.
 */
@NullMarked
package dev.locum.testkit.hsm;

import org.jspecify.annotations.NullMarked;
