"""The accessibility statement: of no view, for whoever has not signed in too (screen/sections/accessibility)."""

from screen.frame import shell

if __name__ == "__main__":
    shell.through_the_door("accessibility")
