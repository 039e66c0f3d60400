package dev.countersign.testkit.isolation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Makes plans: a first one, and from each one the next. */
final class Changes {
    static final int ORIGINS = 4;
    private static final int SLOTS = 5;
    private static final int STEPS_PER_WAY_OF_BACKING_OFF = 6;
    private static final String SLOT = "arn:aws:acm:us-east-1:000000000000:certificate/slot-";
    private static final String FIRST_SLOT = SLOT + 1;
    private static final String SECOND_SLOT = SLOT + 2;
    private static final List<String> NAMES = List.of("origin.test", "other.test");
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3", "TLSv1.2, TLSv1.3");

    private final Random random;
    private final World world;
    private int steps;

    Changes(Random random, World world) {
        this.random = random;
        this.world = world;
    }

    /**
     * A plan and what it takes to get there.
     *
     * @param rotated the slot whose content is another; none, where the configuration is
     */
    record Step(Plan plan, Optional<String> rotated, String told) {}

    /** One origin needs its fallback from the start; the others are as they come. */
    Plan first() {
        Map<String, Client> slots = new LinkedHashMap<>();
        for (int i = 1; i <= SLOTS; i++) {
            slots.put(SLOT + i, any(world.clients()));
        }
        SortedMap<String, OriginPlan> origins = new TreeMap<>();
        for (String distribution : Plan.DISTRIBUTIONS) {
            for (int i = 1; i <= ORIGINS; i++) {
                origins.put(distribution + "/o" + i, anyOrigin(slots));
            }
        }
        slots.putAll(Map.of(FIRST_SLOT, aClient(false), SECOND_SLOT, aClient(true)));
        origins.put(
                "d/o2",
                new OriginPlan(
                        world.sites().get(0),
                        NAMES.get(0),
                        Optional.of(FIRST_SLOT),
                        Optional.of(SECOND_SLOT),
                        false,
                        world.trusts().get(0),
                        VERSIONS.get(2),
                        true,
                        false));
        return new Plan(origins, slots, true);
    }

    private Client aClient(boolean accepted) {
        return any(world.clients().stream()
                .filter(client -> client.accepted() == accepted)
                .toList());
    }

    private OriginPlan anyOrigin(Map<String, Client> slots) {
        OriginPlan origin = new OriginPlan(
                any(world.sites()),
                any(NAMES),
                Optional.of(anySlot(slots)),
                Optional.empty(),
                false,
                any(world.trusts().stream()
                        .filter(trust -> trust.verdict().isEmpty())
                        .toList()),
                any(VERSIONS),
                random.nextBoolean(),
                random.nextInt(4) == 0);
        return random.nextBoolean() ? origin.withFallback(Optional.of(anySlot(slots))) : origin;
    }

    /**
     * Every so often origins that reject are left alone from now on, or no longer. Half of the other steps are rotations; the
     * others change the configuration of one or two origins, or of none.
     */
    Step next(Plan plan) {
        if (++steps % STEPS_PER_WAY_OF_BACKING_OFF == 0) {
            Plan next = new Plan(plan.origins(), plan.slots(), !plan.backsOff());
            return new Step(next, Optional.empty(), "backing off: " + next.backsOff());
        }
        if (random.nextBoolean()) {
            String slot = anySlot(plan.slots());
            Client before = plan.client(slot);
            List<Client> others =
                    world.clients().stream().filter(it -> !it.equals(before)).toList();
            Map<String, Client> slots = new LinkedHashMap<>(plan.slots());
            slots.put(slot, any(others));
            return new Step(
                    new Plan(plan.origins(), slots, plan.backsOff()),
                    Optional.of(slot),
                    "rotated " + slot + " from " + before + " to " + slots.get(slot));
        }
        SortedMap<String, OriginPlan> origins = new TreeMap<>(plan.origins());
        String told = change(origins, plan.slots());
        return new Step(new Plan(origins, plan.slots(), plan.backsOff()), Optional.empty(), told);
    }

    private String change(SortedMap<String, OriginPlan> origins, Map<String, Client> slots) {
        String name = any(new ArrayList<>(origins.keySet()));
        if (isRefused(name, new Plan(origins, slots, false)) && random.nextBoolean()) {
            OriginPlan another = anyOrigin(slots);
            origins.put(name, another);
            return name + " anew: " + another;
        }
        return switch (random.nextInt(18)) {
            case 0 -> "put in again";
            case 1 -> edit(origins, name, origin -> origin.presenting(Optional.empty()));
            case 2, 3 -> edit(origins, name, origin -> origin.presenting(Optional.of(anySlot(slots))));
            case 4 -> edit(origins, name, origin -> origin.withFallback(Optional.of(anySlot(slots))));
            case 5 -> edit(origins, name, origin -> origin.requiring(!origin.require()));
            case 6, 16, 17 -> edit(origins, name, origin -> origin.trusting(any(world.trusts())));
            case 7 -> edit(origins, name, origin -> origin.speaking(any(VERSIONS)));
            case 14, 15 -> edit(origins, name, origin -> origin.postQuantum(!origin.postQuantum()));
            case 8 -> edit(origins, name, origin -> origin.at(any(world.sites())));
            case 12, 13 -> edit(origins, name, origin -> origin.at(any(twins(origin.site()))));
            case 9 ->
                edit(
                        origins,
                        name,
                        origin -> origin.forwarding(!origin.forwardsHost()).named(any(NAMES)));
            case 10 -> swap(origins, name);
            default -> addOrRemove(origins, slots);
        };
    }

    /** Most exchanges are to be answered: refusals prove less. */
    private static boolean isRefused(String name, Plan plan) {
        String distribution = name.substring(0, 1);
        return !plan.expected(distribution, name.substring(2), "a." + distribution + ".test")
                .isAnswered();
    }

    private static String edit(SortedMap<String, OriginPlan> origins, String name, UnaryOperator<OriginPlan> edit) {
        OriginPlan after = edit.apply(Objects.requireNonNull(origins.get(name)));
        return name + " from " + origins.put(name, after) + " to " + after;
    }

    /** Two origins present what the other one did. */
    private String swap(SortedMap<String, OriginPlan> origins, String name) {
        String other = any(new ArrayList<>(origins.keySet()));
        OriginPlan one = Objects.requireNonNull(origins.get(name));
        OriginPlan two = Objects.requireNonNull(origins.get(other));
        origins.put(name, two.at(one.site()));
        origins.put(other, one.at(two.site()));
        return name + " and " + other + " in each other's place";
    }

    /** The same port at another address is what is most easily mistaken; elsewhere than that, where there is none. */
    private List<Site> twins(Site site) {
        List<Site> others =
                world.sites().stream().filter(it -> !it.equals(site)).toList();
        List<Site> twins =
                others.stream().filter(it -> it.port() == site.port()).toList();
        return twins.isEmpty() ? others : twins;
    }

    private String addOrRemove(SortedMap<String, OriginPlan> origins, Map<String, Client> slots) {
        // The first one of each distribution stays: it answers for those that are not there.
        String name = any(Plan.DISTRIBUTIONS) + "/o" + (2 + random.nextInt(ORIGINS - 1));
        if (origins.remove(name) != null) {
            return "without " + name;
        }
        OriginPlan added = anyOrigin(slots);
        origins.put(name, added);
        return "with " + name + ": " + added;
    }

    private String anySlot(Map<String, Client> slots) {
        return any(new ArrayList<>(slots.keySet()));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
