"""The accessibility statement: of no view, so that whoever has not signed in reads it (screen/frame/accessibility)."""

from screen.frame import shell

if __name__ == "__main__":
    shell.through_the_door("accessibility")
