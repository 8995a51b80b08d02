import type { PinCommand } from '../command.ts';
import type { CliPorts, ExitCode } from '../ports.ts';
import { changePins } from './changing.ts';
import { checkPins } from './checking.ts';

/**
 * `seaworthy pin`: pins all images of the files, moves or removes their pins, or says which are not as they should be.
 * 0: all is as it should be; 1: images that could not be changed, or that a check complains of; 2: something could not be
 * read, written or found out, or the person interrupted.
 */
export function pin(command: PinCommand, ports: CliPorts): Promise<ExitCode> {
  const { mode } = command;
  return mode === 'check' ? checkPins(command, ports) : changePins(mode, command, ports);
}
