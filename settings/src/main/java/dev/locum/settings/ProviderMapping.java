package dev.locum.settings;

import dev.locum.settings.schema.Choice;
import dev.locum.settings.schema.Setting;
import dev.locum.settings.value.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What claims mean here. What no table names means nothing.
 *
 * @param tenant to which tenant the users belong
 * @param roles which roles they have; empty: none
 */
public record ProviderMapping(
    @Setting("to which tenant the users belong") TenantRule tenant,
    @Setting("Which roles the users have. Absent: none.") Optional<RoleTable> roles) {

  /** To which tenant the users of a provider belong. */
  public sealed interface TenantRule {

    /**
     * All to one.
     *
     * @param name the tenant
     */
    @Choice(
        key = "tenant",
        about = "Every user of the provider belongs to this tenant.",
        inline = true)
    record Fixed(@Setting(value = "The tenant.", form = "[a-z][a-z0-9-]{0,62}") String name)
        implements TenantRule {}

    /**
     * By a claim.
     *
     * @param claim the path of the claim in the ID token
     * @param values the tenant for each value
     */
    @Choice(
        key = "tenantClaim",
        about =
            "A claim says to which tenant a user belongs: exactly one value, and one that is"
                + " listed. Everybody else is refused.")
    record ByClaim(
        @Setting(
                value = "Path of the claim in the ID token, such as `[organization]`.",
                form = "[\\x21-\\x7e]{1,128}")
            List<String> claim,
        @Setting(value = "The tenant for each value of the claim.", form = ".{1,255}")
            Map<String, String> values)
        implements TenantRule {

      private static final Pattern TENANT = Pattern.compile("[a-z][a-z0-9-]{0,62}");

      /** Refuses tables that nobody could pass. */
      public ByClaim {
        claim = List.copyOf(claim);
        values = Map.copyOf(values);
        Rules.check()
            .require("claim", !claim.isEmpty(), "empty (expected: a path)")
            .require("values", !values.isEmpty(), "empty (expected: at least one)")
            .require(
                "values",
                values.values().stream().allMatch(name -> TENANT.matcher(name).matches()),
                "not a tenant's name (expected: " + TENANT.pattern() + ")")
            .orThrow();
      }
    }
  }

  /**
   * Roles by a claim.
   *
   * @param claim the path of the claim in the ID token
   * @param values the role for each value
   */
  public record RoleTable(
      @Setting(
              value = "Path of the claim in the ID token, such as `[realm_access, roles]`.",
              form = "[\\x21-\\x7e]{1,128}")
          List<String> claim,
      @Setting(
              value = "The role of the tenant for each value; a value that is not here gives none.",
              form = ".{1,255}")
          Map<String, String> values) {

    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9._:-]{1,63}");
    private static final int MOST = 64;

    /** Refuses a table that would give more roles than a user can have. */
    public RoleTable {
      claim = List.copyOf(claim);
      values = Map.copyOf(values);
      Rules.check()
          .require("claim", !claim.isEmpty(), "empty (expected: a path)")
          .require(
              "values",
              values.values().stream().allMatch(name -> ROLE.matcher(name).matches()),
              "not a role's name (expected: " + ROLE.pattern() + ")")
          .require(
              "values",
              Set.copyOf(values.values()).size() <= MOST,
              "more than " + MOST + " roles (expected: at most " + MOST + ")")
          .orThrow();
    }
  }
}
