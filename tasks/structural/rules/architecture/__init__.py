"""Clean Architecture: four layers, imports downward, no layer skipped, storage and framework each in their place."""

from __future__ import annotations

from tasks.structural.case import Rule
from tasks.structural.rules.architecture.circles import layer_circle
from tasks.structural.rules.architecture.core import framework_in_core
from tasks.structural.rules.architecture.presence import empty_layer, missing_layer
from tasks.structural.rules.architecture.route_logic import logic_in_route
from tasks.structural.rules.architecture.skipped import skipped_layer
from tasks.structural.rules.architecture.storage_place import db_outside_repo
from tasks.structural.rules.architecture.upward import upward_import

RULES = (
    Rule(
        "missing-layer",
        "architecture",
        "Four layers",
        "Routes, services, repositories and models each have their own place, so that a reader knows where to look.",
        missing_layer,
    ),
    Rule(
        "empty-layer",
        "architecture",
        "Layers that work",
        "A layer is there because it does its work in the running app, not because a directory has its name.",
        empty_layer,
    ),
    Rule(
        "upward-import",
        "architecture",
        "Imports run downward",
        "A lower layer never depends on a higher one, so that each can be changed and tested from the bottom up.",
        upward_import,
    ),
    Rule(
        "skipped-layer",
        "architecture",
        "No layer is skipped",
        "Every request passes the services, so that the rules in them hold for all routes.",
        skipped_layer,
    ),
    Rule(
        "framework-in-core",
        "architecture",
        "The core is free of the framework",
        "The lower layers work without a web server, so that the framework can change and the rules be tested.",
        framework_in_core,
    ),
    Rule(
        "db-outside-repo",
        "architecture",
        "Storage in repositories alone",
        "One layer knows where and how data is kept, so that it can change without the others noticing.",
        db_outside_repo,
    ),
    Rule(
        "logic-in-route",
        "architecture",
        "Routes translate, services decide",
        "Rules of the application are written once, below HTTP, where other routes can use them.",
        logic_in_route,
    ),
    Rule(
        "layer-circle",
        "architecture",
        "No circles between layers",
        "Layers don't lean on one another in a circle, not even through helpers.",
        layer_circle,
    ),
)
