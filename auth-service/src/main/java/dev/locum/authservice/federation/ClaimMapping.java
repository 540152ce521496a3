package dev.locum.authservice.federation;

import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the claims of a provider mean here: explicit tables, and what they do not name means
 * nothing.
 *
 * @param tenant to which tenant somebody belongs
 * @param roles which roles somebody has; empty: none
 */
public record ClaimMapping(TenantOf tenant, Optional<Table<String>> roles) {

  /** To which tenant somebody belongs. */
  public sealed interface TenantOf {

    /** Everybody to this one. */
    record Everybody(TenantId tenant) implements TenantOf {}

    /** Whom a claim with exactly one value, which is listed. */
    record Listed(Table<TenantId> table) implements TenantOf {}
  }

  /**
   * What the values of one claim mean.
   *
   * @param claim the path of the claim; a name may have any character
   * @param meanings the meaning for each value
   * @param <T> what they mean
   */
  public record Table<T>(List<String> claim, Map<String, T> meanings) {

    /** Copies both. */
    public Table {
      claim = List.copyOf(claim);
      meanings = Map.copyOf(meanings);
    }

    /** The values of the claim; a single text counts as a list of one, anything else as none. */
    List<String> values(Map<String, Object> claims) {
      @Nullable Object at = claims;
      for (String name : claim) {
        at = at instanceof Map<?, ?> object ? object.get(name) : null;
      }
      if (at instanceof String text) {
        return List.of(text);
      }
      return at instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
          ? list.stream().map(String.class::cast).toList()
          : List.of();
    }
  }

  /**
   * The tenant.
   *
   * @throws DenialException {@code TENANT_NOT_MAPPED} if the claims name none, several, or one that
   *     is not listed
   */
  TenantId tenant(Map<String, Object> claims) {
    return switch (tenant) {
      case TenantOf.Everybody everybody -> everybody.tenant();
      case TenantOf.Listed listed -> {
        List<String> values = listed.table().values(claims);
        if (values.size() != 1) {
          throw refused(values.isEmpty() ? "absent or no text" : "several values");
        }
        yield Optional.ofNullable(listed.table().meanings().get(values.getFirst()))
            .orElseThrow(() -> refused("a value that is not listed"));
      }
    };
  }

  /** The roles; a value that is not listed gives none. */
  Set<String> roles(Map<String, Object> claims) {
    return roles
        .map(table ->
            table.values(claims).stream()
                .flatMap(value -> Optional.ofNullable(table.meanings().get(value)).stream())
                .collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }

  private static DenialException refused(String detail) {
    return new DenialException(DenialReason.TENANT_NOT_MAPPED, "tenant claim: " + detail);
  }
}
