/**
 * Keeps the published protocol compatible: the descriptors of this build are compared with those of
 * the last release, in {@code src/test/resources/baseline.binpb}.
 *
 * <p>A release moves the baseline with {@code make proto-baseline}. Start with {@link
 * dev.locum.protocol.compatibility.ProtocolCompatibilityTest}.
 */
@NullMarked
package dev.locum.protocol.compatibility;

import org.jspecify.annotations.NullMarked;
