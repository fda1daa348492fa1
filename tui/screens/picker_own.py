"""A person's own tasks on the picker: which file comes first, a new one, one in the person's editor, reading anew."""

from __future__ import annotations

from pathlib import Path

from textual.app import SuspendNotSupported

from tasks.task import Task
from tui.screens.picker_looking import Looking
from tui.text import clean, decode
from tui.view.own_list import leave, make_new, own_files


class OwnKeys(Looking):
    """The keys that work while the list of own tasks has the focus."""

    def begin_with_own(self, task: Task) -> None:
        """Open on the list: on the first file that was named, else on the file of the task chosen last."""
        if not self.named and task.own is not None:
            self.named = (Path(task.own.file),)
        self.show_kind("own")
        self.read_own(self.named[0].absolute())

    def read_own(self, first: Path | None = None) -> None:
        """List the files as they are now, with the cursor on one of them."""
        self.know_own(own_files(self.named), {})
        if first is not None:
            self.own_list.go_to(first)
        self.own_list.tell()
        self.know()

    def action_read_tasks(self) -> None:
        self.read_own()

    def action_new_task(self) -> None:
        try:
            path = make_new()
        except OSError as error:
            self.say(f"✗ No file could be made: {error.strerror}", "$lost bold")
            return
        self.read_own(path.absolute())
        self._edit(path)

    def action_edit_task(self) -> None:
        if (file := self.own_file) is not None:
            self._edit(file.path)

    def _edit(self, path: Path) -> None:
        from tui.own_editor import EditorFailed, edit_text, own_editor

        command = own_editor()
        if command is None:
            self.notify(f"{path}\nr reads it again afterwards.", title="Set EDITOR, or edit this file:", markup=False)
            return
        try:
            before = decode(path.read_bytes())
            with self.app.suspend():
                after = edit_text(command, path.name, before)
            if after is not None:
                leave(path, after)
        except SuspendNotSupported:
            self.notify(str(path), title="This terminal can't be lent; edit this file:", markup=False)
        except (EditorFailed, OSError) as error:
            self.say(f"✗ Nothing was changed: {clean(str(error), one_line=True)}", "$lost bold")
            return
        self.read_own(path.absolute())
