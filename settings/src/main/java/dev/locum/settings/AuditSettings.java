package dev.locum.settings;

import dev.locum.settings.schema.Setting;
import java.nio.file.Path;

/**
 * Where a part keeps its audit events until the auth service has stored them.
 *
 * @param spool directory that survives a restart and that no other process uses
 */
public record AuditSettings(
    @Setting(
            "Directory for audit events that the auth service has not stored yet. It must survive a"
                + " restart and belong to this process alone; it is made when absent. Without room"
                + " in it the process refuses what it cannot record.")
        Path spool) {}
