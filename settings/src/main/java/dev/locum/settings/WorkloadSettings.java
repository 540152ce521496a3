package dev.locum.settings;

import dev.locum.settings.schema.Setting;

/**
 * As which workload a process authenticates to the auth service, and how it proves it.
 *
 * @param id the workload's registered id
 * @param proof its credential
 */
public record WorkloadSettings(
    @Setting(value = "The workload's registered id.", form = "[a-z][a-z0-9-]{0,62}") String id,
    @Setting("how the process proves to be this workload") WorkloadProof proof) {}
