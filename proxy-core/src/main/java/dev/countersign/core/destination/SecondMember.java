package dev.countersign.core.destination;

/**
 * Who is asked where a behavior's origin failed.
 *
 * @param behavior the same behavior with the second member of the group as its origin, and nobody behind that
 * @param criteria statuses, of the origin or of a failure, on which it is asked
 */
public record SecondMember(Behavior behavior, StatusSet criteria) {}
